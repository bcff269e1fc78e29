package dev.waypost.engine.campaign;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Set;

/** Why a campaign refuses. Nothing has happened then. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = CampaignRejection.UnknownCampaign.class, name = "unknownCampaign"),
  @JsonSubTypes.Type(value = CampaignRejection.WrongPhase.class, name = "wrongPhase"),
  @JsonSubTypes.Type(value = CampaignRejection.NoBatch.class, name = "noBatch"),
  @JsonSubTypes.Type(value = CampaignRejection.OtherVersion.class, name = "otherVersion"),
  @JsonSubTypes.Type(value = CampaignRejection.KindFixed.class, name = "kindFixed"),
})
public sealed interface CampaignRejection {
  record UnknownCampaign() implements CampaignRejection {}

  /** Its phase does not allow it; these would. */
  record WrongPhase(CampaignPhase phase, Set<CampaignPhase> allowed) implements CampaignRejection {}

  /** A broadcast without a stored batch has nobody to go to. */
  record NoBatch() implements CampaignRejection {}

  /** Somebody else has replaced it meanwhile. */
  record OtherVersion(int current) implements CampaignRejection {}

  /** Broadcast or transactional is fixed at creation. */
  record KindFixed() implements CampaignRejection {}
}
