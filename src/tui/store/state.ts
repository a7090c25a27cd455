import type {SafeText} from '../../base/index.js';
import type {Filter} from '../pages/filter-terms.js';
import type {PageState} from '../pages/page-state.js';
import type {Frame} from '../pages/view.js';
import type {OptionalColumn} from './fleet-columns.js';
import type {Meter} from './meters.js';
import type {FleetLine} from './rows.js';
import type {EarlierMoments, ScanService} from './services.js';
import type {Sort} from './sort.js';

export type Toast = {readonly id: number; readonly text: SafeText /** Errors stay until Esc. */; readonly error: boolean};

export type Prompt = {
	readonly kind:
		| 'filter'
		| 'search'
		| 'vulnerabilities'
		| 'events'
		| 'palette'
		| 'help'
		| 'waiver-reason'
		| 'waiver-expiry'
		| 'consent'
		| 'advisories'
		| 'observation'
		| 'baseline';
	readonly text: string;
	/** Selected entry of the palette or the help. */
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

/** Keys of commands, by the name of the command; each replaces those of the keymap. */
export type KeyOverrides = Readonly<Record<string, readonly string[]>>;

/** From the configuration file; the same until the program ends. */
export type Preferences = {
	readonly keys: KeyOverrides;
	readonly columns: readonly OptionalColumn[];
	/** The file that forbids whatever creates or writes something; `null`: none does. */
	readonly readonly: SafeText | null;
};

/** View settings that are kept when switching to another engine. */
export type ViewSettings = Pick<State, 'filter' | 'sort' | 'stopped' | 'tree' | 'wide' | 'metersOn' | 'mouse'>;

export const viewSettingsOf = ({filter, sort, stopped, tree, wide, metersOn, mouse}: State): ViewSettings => ({
	filter,
	sort,
	stopped,
	tree,
	wide,
	metersOn,
	mouse,
});

/** Everything on the screen is a function of this. */
export type State = PageState & {
	readonly title: SafeText;
	readonly banner: SafeText | null;
	/** The current Docker context, if there are several. */
	readonly context: SafeText | null;
	/** Why there is no fleet. */
	readonly connectionProblem: ConnectionProblem | null;

	readonly preferences: Preferences;
	readonly size: {readonly columns: number; readonly rows: number};
	readonly wide: boolean;

	readonly filter: Filter;
	readonly sort: Sort;
	readonly stopped: boolean;
	readonly tree: boolean;
	readonly lines: readonly FleetLine[];
	readonly cursor: number;
	readonly top: number;
	/** The row that was selected until a moment ago, when another took its place without a key; `null` otherwise. */
	readonly meant: string | null;
	/** The container that the panel beside the list is about: the selected one, once the selection rests. */
	readonly panel: string | null;
	readonly marks: ReadonlySet<string>;
	/** Earlier moments to compare with; `null` until they were read. */
	readonly earlier: EarlierMoments | null;
	/** Containers that changed in the last two seconds. */
	readonly changed: ReadonlySet<string>;

	/** The last one fills the screen. */
	readonly frames: readonly Frame[];
	/** What pages are searched for; empty for nothing. */
	readonly search: string;
	readonly prompt: Prompt | null;
	/** What the question about missing advisories is about. */
	readonly offer: AdvisoryOffer | null;
	readonly waiver: {readonly rule: string; readonly container: string; readonly reason: string} | null;
	readonly toasts: readonly Toast[];
	readonly metersOn: boolean;
	/** The terminal reports clicks and the wheel; its own selection of text then needs Shift. */
	readonly mouse: boolean;
	readonly meters: ReadonlyMap<string, Meter>;
	readonly scans: ScanService | null;
};
