import type {EngineError} from '../../engine/engine-error.js';
import type {Fleet} from '../../fleet/fleet-model.js';
import type {Services} from '../../store/services.js';
import type {ViewSettings} from '../../store/state.js';
import type {TerminalFeatures} from '../../terminal/features.js';
import type {SafeText} from '../../terminal/safe-text.js';
import type {TerminalSession} from '../../terminal/session.js';
import type {LoadingScreen} from './loading-screen.js';

/** Another fleet to show instead of an unreachable one, with the message that says so. */
export type Fallback = Pick<Services, 'loadHardener' | 'loadScans'> & {
	readonly fleet: Fleet;
	readonly title: SafeText;
	readonly banner: SafeText;
};

export type TuiOptions = Pick<Services, 'stats' | 'policy' | 'writeWaiver' | 'loadScans' | 'loadHardener' | 'listEngines'> & {
	/** Called before `tryAgain` is returned: the next engine is that of this Docker context. */
	readonly chooseEngine: (context: string | null) => void;
	/** Those of the previous engine; the current ones are passed to `keepViewSettings` when switching. */
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
	/** The screen that already shows the list; `null`: Ink shows the first frame. */
	readonly loading: LoadingScreen | null;
	/** Called when the engine cannot be reached; `null`, or a `null` result: show the error and what can be done. */
	readonly fallback: ((error: EngineError) => Promise<Fallback | null>) | null;
	/** The bundled fleet, for `d` on the error page. */
	readonly openDemo: (() => Promise<Fallback>) | null;
};
