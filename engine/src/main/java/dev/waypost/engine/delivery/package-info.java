/**
 * What an SMTP try is and how it ends: attempts, outcomes, the retry schedule, and the ports {@link
 * dev.waypost.engine.delivery.Transport} (down to the wire) and {@link
 * dev.waypost.engine.delivery.Attempts} (up to the courier). Pure. Start reading at {@link
 * dev.waypost.engine.delivery.Outcome}.
 */
@NullMarked
package dev.waypost.engine.delivery;

import org.jspecify.annotations.NullMarked;
