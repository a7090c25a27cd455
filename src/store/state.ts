import type {PageState} from '../pages/page-state.js';
import type {Frame} from '../pages/view.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {Filter} from './filter.js';
import type {Meter} from './meters.js';
import type {FleetLine} from './rows.js';
import type {ScanService} from './services.js';
import type {Sort} from './sort.js';

export type Toast = {readonly id: number; readonly text: SafeText /** Errors stay until Esc. */; readonly error: boolean};

export type Prompt = {
	readonly kind:
		| 'filter'
		| 'vulnerabilities'
		| 'palette'
		| 'help'
		| 'waiver-reason'
		| 'waiver-expiry'
		| 'consent'
		| 'advisories'
		| 'observation';
	readonly text: string;
	/** Selected entry of the palette, first visible line of the help. */
	readonly cursor: number;
	/** Restored by Esc. */
	readonly before: string;
	/** Why the answer is not valid, shown instead of the question until the user types again. */
	readonly complaint?: SafeText;
};

/** Images that cannot be judged completely, and the archives that they take; bytes, `null` when unknown. */
export type AdvisoryOffer = {
	readonly images: readonly string[];
	readonly archives: readonly SafeText[];
	readonly size: number | null;
};

export type ConnectionProblem = {readonly message: SafeText; readonly kind: string};

/** View settings that are kept when switching to another engine. */
export type ViewSettings = Pick<State, 'filter' | 'sort' | 'stopped' | 'tree' | 'wide' | 'metersOn'>;

export const viewSettingsOf = ({filter, sort, stopped, tree, wide, metersOn}: State): ViewSettings => ({
	filter,
	sort,
	stopped,
	tree,
	wide,
	metersOn,
});

/** Everything on the screen is a function of this. */
export type State = PageState & {
	readonly title: SafeText;
	readonly banner: SafeText | null;
	/** The current Docker context, if there are several. */
	readonly context: SafeText | null;
	/** Why there is no fleet. */
	readonly connectionProblem: ConnectionProblem | null;

	readonly size: {readonly columns: number; readonly rows: number};
	readonly wide: boolean;

	readonly filter: Filter;
	readonly sort: Sort;
	readonly stopped: boolean;
	readonly tree: boolean;
	readonly lines: readonly FleetLine[];
	readonly cursor: number;
	readonly top: number;
	readonly marks: ReadonlySet<string>;
	/** Containers that changed in the last two seconds. */
	readonly changed: ReadonlySet<string>;

	/** The last one fills the screen. */
	readonly frames: readonly Frame[];
	readonly prompt: Prompt | null;
	/** What the question about missing advisories is about. */
	readonly offer: AdvisoryOffer | null;
	readonly waiver: {readonly rule: string; readonly container: string; readonly reason: string} | null;
	readonly toasts: readonly Toast[];
	readonly metersOn: boolean;
	readonly meters: ReadonlyMap<string, Meter>;
	readonly scans: ScanService | null;
};
