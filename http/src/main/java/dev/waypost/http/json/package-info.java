/**
 * JSON to requests and back: bytes in, records of the engine out, and the other way round. The only
 * room of this module where Jackson is known. What it refuses, it refuses with a {@link
 * dev.waypost.http.problem.Refusal} or, for one row, with a fault of that row. Start reading at
 * {@link dev.waypost.http.json.CampaignJson} and {@link dev.waypost.http.json.RowReader}.
 */
@NullMarked
package dev.waypost.http.json;

import org.jspecify.annotations.NullMarked;
