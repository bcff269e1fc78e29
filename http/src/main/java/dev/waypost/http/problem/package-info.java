/**
 * From refusal to status: the problems of RFC 9457 that callers see, as records, and the one place
 * where the engine's rejections become problems. Knows no HTTP library and no JSON. Start reading
 * at {@link dev.waypost.http.problem.Problem}.
 */
@NullMarked
package dev.waypost.http.problem;

import org.jspecify.annotations.NullMarked;
