/**
 * The few pages people see: without scripts, without anything from elsewhere, and without a word of
 * the request in them. Texts stand in one file per language beside the template. Start reading at
 * {@link dev.waypost.http.page.Notices}.
 */
@NullMarked
package dev.waypost.http.page;

import org.jspecify.annotations.NullMarked;
