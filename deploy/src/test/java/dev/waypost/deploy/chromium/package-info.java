/**
 * A headless Chromium that tests look at pages with, over its DevTools protocol. Start reading at
 * {@link dev.waypost.deploy.chromium.Chromium}.
 */
@NullMarked
package dev.waypost.deploy.chromium;

import org.jspecify.annotations.NullMarked;
