import type {EngineAddress} from '../../engine/address.js';
import type {EngineError} from '../../engine/engine-error.js';
import type {Prefetch} from '../../engine/prefetch.js';
import type {EngineChoice} from '../../pages/page-state.js';
import type {ViewSettings} from '../../store/state.js';

/** Where the inspector's engine is: found, with its first list on the way; not found; or a replay that the command line names. */
export type EngineTarget =
	| {readonly kind: 'engine'; readonly address: EngineAddress; readonly prefetch: Prefetch | null; readonly named: boolean}
	| {readonly kind: 'none'; readonly error: EngineError}
	| {readonly kind: 'replay'};

/** What `runTui` gives when a person asks for the engine to be looked for once more. */
export const tryAgain = -1;

/** Which engines there are besides the one that is shown. */
export type Engines = {
	readonly list: () => Promise<readonly EngineChoice[]>;
	/** The one that is shown, where there are several or one was chosen on the screen. */
	readonly context: string | null;
	readonly choose: (context: string | null) => void;
	/** How a person looked at the engine before; `null` for the first. */
	readonly viewSettings: ViewSettings | null;
	readonly keepViewSettings: (viewSettings: ViewSettings) => void;
	/** When this one was turned to: milliseconds, as `performance.now` counts them. */
	readonly begun: number;
};
