/**
 * The owner of one mailing's content, schedule and progress. {@link
 * dev.waypost.engine.campaign.Campaign} holds all rules as the pure functions {@code decide} and
 * {@code evolve}; {@code CampaignEntity} is the actor around them. Knows pages only by their ids
 * and recipients not at all. Start reading at {@link dev.waypost.engine.campaign.CampaignPhase}.
 */
@NullMarked
package dev.waypost.engine.campaign;

import org.jspecify.annotations.NullMarked;
