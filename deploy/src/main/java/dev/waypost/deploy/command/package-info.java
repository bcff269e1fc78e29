/**
 * The command line, one class per command; {@link dev.waypost.deploy.command.CommandLineRun} maps
 * what goes wrong to exit codes.
 */
@NullMarked
package dev.waypost.deploy.command;

import org.jspecify.annotations.NullMarked;
