@NullMarked
package dev.waypost.http.page;

import org.jspecify.annotations.NullMarked;
