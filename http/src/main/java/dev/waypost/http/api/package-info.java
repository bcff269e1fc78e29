/**
 * The sender API: who may call, what paths there are, and one class per kind of thing that they
 * name. Calls {@link dev.waypost.engine.Engine} and nothing else. Start reading at {@link
 * dev.waypost.http.api.ApiServer}, then {@code Routes}.
 */
@NullMarked
package dev.waypost.http.api;

import org.jspecify.annotations.NullMarked;
