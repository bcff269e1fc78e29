@NullMarked
package dev.waypost.persistence.hitlog;

import org.jspecify.annotations.NullMarked;
