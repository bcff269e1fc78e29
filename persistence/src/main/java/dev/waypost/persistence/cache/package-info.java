/** Link tables near at hand. Tables never change, so what is here is never stale. */
@NullMarked
package dev.waypost.persistence.cache;

import org.jspecify.annotations.NullMarked;
