@NullMarked
package dev.waypost.http.track;

import org.jspecify.annotations.NullMarked;
