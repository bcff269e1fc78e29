/**
 * What every HTTP port of ours has in common: it binds or says why not, numbers each request,
 * answers each with the same security headers, turns failures into problems, and keeps reading what
 * a refused caller still sends, so that the answer arrives. Start reading at {@link
 * dev.waypost.http.server.Listener}.
 */
@NullMarked
package dev.waypost.http.server;

import org.jspecify.annotations.NullMarked;
