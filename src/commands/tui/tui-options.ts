import type {EngineError} from '../../engine/engine-error.js';
import type {Fleet} from '../../fleet/fleet-model.js';
import type {Services} from '../../store/services.js';
import type {ViewSettings} from '../../store/state.js';
import type {TerminalFeatures} from '../../terminal/features.js';
import type {SafeText} from '../../terminal/safe-text.js';
import type {TerminalSession} from '../../terminal/session.js';
import type {LoadingScreen} from './loading-screen.js';

/** Another fleet to show instead of one that could not be reached, with the words that say so. */
export type Fallback = Pick<Services, 'loadHardener' | 'loadScans'> & {
	readonly fleet: Fleet;
	readonly title: SafeText;
	readonly banner: SafeText;
};

export type TuiOptions = Pick<Services, 'stats' | 'policy' | 'writeWaiver' | 'loadScans' | 'loadHardener' | 'listEngines'> & {
	/** Told before `tryAgain` is the result: the next engine is that of this Docker context. */
	readonly chooseEngine: (context: string | null) => void;
	/** Of the engine that was shown before; what it is when another one is asked for goes to `keepViewSettings`. */
	readonly viewSettings: ViewSettings | null;
	readonly keepViewSettings: (viewSettings: ViewSettings) => void;
	/** Not started yet. */
	readonly fleet: Fleet;
	readonly title: SafeText;
	readonly banner: SafeText | null;
	/** See `State.context`. */
	readonly context: SafeText | null;
	readonly ascii: boolean;
	readonly color: boolean;
	readonly multiplexer: TerminalFeatures['multiplexer'];
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly terminal: TerminalSession;
	/** What shows the list already; `null`: Ink shows the first frame. */
	readonly loading: LoadingScreen | null;
	/** Asked when the engine cannot be reached; `null`, or its answer `null`: show the error and what can be done. */
	readonly fallback: ((error: EngineError) => Promise<Fallback | null>) | null;
	/** The bundled fleet, for `d` on the error page. */
	readonly openDemo: (() => Promise<Fallback>) | null;
};
