/** The sender API as a client sees it; shared by {@code send} and {@code demo}. */
@NullMarked
package dev.waypost.deploy.client;

import org.jspecify.annotations.NullMarked;
