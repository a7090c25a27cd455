import type {ThemeName} from '../../../components/index.js';
import {defaultPreferences, defaultViewSettings, type Preferences, type Tone, type ViewSettings} from '../../tui/index.js';

/** What the configuration file says about the terminal UI, completed by the defaults. */
export type Configuration = {
	/** The file that it came from; `null`: there is none. */
	readonly path: string | null;
	readonly theme: ThemeName;
	/** Colours of the user's, by tone: a name of the terminal's 16, or `#rrggbb`. */
	readonly colors: Readonly<Partial<Record<Tone, string>>>;
	readonly preferences: Preferences;
	/** How the list is shown at the start. */
	readonly view: ViewSettings;
};

export const defaultConfiguration: Configuration = {
	path: null,
	theme: 'terminal',
	colors: {},
	preferences: defaultPreferences,
	view: defaultViewSettings,
};
