/** What the commands need of a node, so that they do not know how it is wired. */
@NullMarked
package dev.waypost.deploy.node;

import org.jspecify.annotations.NullMarked;
