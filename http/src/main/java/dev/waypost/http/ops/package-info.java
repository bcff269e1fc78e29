/**
 * What operators and their tools ask of a node: is it alive, is it ready, its figures. No
 * authentication, no personal data, no label per campaign or recipient. Start reading at {@link
 * dev.waypost.http.ops.Operations}.
 */
@NullMarked
package dev.waypost.http.ops;

import org.jspecify.annotations.NullMarked;
