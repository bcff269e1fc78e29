/**
 * Scenarios: a real node, real sockets, real files. Each file tells one story; {@link
 * dev.waypost.deploy.system.TestNode} is a node in this process, {@link
 * dev.waypost.deploy.system.NodeProcess} one that can be killed.
 */
@NullMarked
package dev.waypost.deploy.system;

import org.jspecify.annotations.NullMarked;
