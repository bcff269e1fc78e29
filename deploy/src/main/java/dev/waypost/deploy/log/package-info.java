/** What of all that is logged a person gets to see. Start reading at logback.xml. */
@NullMarked
package dev.waypost.deploy.log;

import org.jspecify.annotations.NullMarked;
