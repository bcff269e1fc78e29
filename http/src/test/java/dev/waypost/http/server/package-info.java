@NullMarked
package dev.waypost.http.server;

import org.jspecify.annotations.NullMarked;
