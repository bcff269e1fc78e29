/**
 * The one door for callers: {@link dev.waypost.engine.Engine}, with the records that go in and come
 * out. Non-blocking, typed replies; names ids, requests, rejections and reports only.
 */
@NullMarked
package dev.waypost.engine;

import org.jspecify.annotations.NullMarked;
