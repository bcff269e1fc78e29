package dev.waypost.engine.send;

import dev.waypost.engine.send.TemplateProblem.Place;
import java.util.Optional;

/**
 * Something that keeps no mail from being sent, and that its author should know.
 *
 * @param code stable, for programs; an open set
 * @param pointer the field of the campaign, as a JSON pointer
 * @param place where in the field, when it is one place
 */
public record PreviewWarning(String code, String pointer, String detail, Optional<Place> place) {}
