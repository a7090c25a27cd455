import type {EngineAddress, EngineError, Prefetch, SafeText} from '../../base/index.js';
import type {EngineChoice, Preferences, ViewSettings} from '../../tui/index.js';

/** The engine of the TUI: found, with its first list in flight; not found; or a replay named on the command line. */
export type EngineTarget =
	| {readonly kind: 'engine'; readonly address: EngineAddress; readonly prefetch: Prefetch | null; readonly named: boolean}
	| {readonly kind: 'none'; readonly error: EngineError}
	| {readonly kind: 'replay'};

/** Result of `runTui` when the user wants to look for the engine again. */
export const tryAgain = -1;

/** The other engines that can be switched to. */
export type Engines = {
	readonly list: () => Promise<readonly EngineChoice[]>;
	/** The current context, if there are several or one was chosen on the screen. */
	readonly context: SafeText | null;
	readonly choose: (context: string | null) => void;
	/** The view settings used with the previous engine, kept when switching; at first those of the configuration. */
	readonly viewSettings: ViewSettings;
	/** From the configuration file. */
	readonly preferences: Preferences;
	readonly keepViewSettings: (viewSettings: ViewSettings) => void;
	/** When this one was selected: milliseconds on the clock of `performance.now`. */
	readonly begun: number;
};
