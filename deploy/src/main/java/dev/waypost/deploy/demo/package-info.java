/**
 * The demo: a newsletter to generated people, who then click, as scanners do too; and the count of
 * it all.
 */
@NullMarked
package dev.waypost.deploy.demo;

import org.jspecify.annotations.NullMarked;
