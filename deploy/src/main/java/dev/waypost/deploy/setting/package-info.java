/**
 * Settings: flag, environment, file and reference.conf become {@link
 * dev.waypost.deploy.setting.NodeSettings}; and the data folder with what is generated into it.
 * Start reading there.
 */
@NullMarked
package dev.waypost.deploy.setting;

import org.jspecify.annotations.NullMarked;
