/**
 * Events and states as bytes that last: a code and a logical name with a version, then the fields
 * by position as a sequence of CBOR items (RFC 8742). Never class names, never field names. Once
 * released, a type keeps its code, its name and its bytes for ever; what changes is a new type.
 * Start reading at {@link dev.waypost.persistence.codec.EventType}.
 */
@NullMarked
package dev.waypost.persistence.codec;

import org.jspecify.annotations.NullMarked;
