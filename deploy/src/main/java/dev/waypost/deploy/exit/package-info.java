/** How a command ends: its exit code, and what it says when it ends badly. */
@NullMarked
package dev.waypost.deploy.exit;

import org.jspecify.annotations.NullMarked;
