import type {FleetModel} from '../fleet/fleet-model.js';
import type {Fix, FixRehearsal} from '../hardening/hardener.js';
import type {Copies} from '../hardening/rehearsal/copies.js';
import type {TrialReport} from '../hardening/rehearsal/session.js';
import type {Policy} from '../policy/policy.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {Filter} from './filter.js';
import type {Meter} from './meters.js';
import type {Page} from './page.js';
import type {FleetLine} from './rows.js';
import type {ScanFilter} from './scan-filter.js';
import type {EngineChoice, ScanService} from './services.js';
import type {Sort} from './sort.js';
import type {Frame} from './view.js';

export type Toast = {readonly id: number; readonly text: SafeText /** Errors stay until Esc. */; readonly error: boolean};

/** What is being typed. */
export type Prompt = {
	readonly kind: 'filter' | 'vulnerabilities' | 'palette' | 'help' | 'waiver-reason' | 'waiver-expiry' | 'consent';
	readonly text: string;
	/** Selected entry of the palette, first line of the help. */
	readonly cursor: number;
	/** What Esc brings back. */
	readonly before: string;
	/** Why the answer cannot stand, in the place of the question until one types on. */
	readonly complaint?: SafeText;
};

export type Trouble = {readonly message: SafeText; readonly kind: string};

export type FixState = {
	readonly id: string;
	readonly fix: Fix;
	readonly enabled: ReadonlySet<string>;
	/** What the twins will find in the place of the mounts, once that was read. */
	readonly copies: Copies | null;
	readonly rehearsal: {
		readonly running: boolean;
		readonly trials: readonly TrialReport[];
		readonly end: FixRehearsal | null;
	} | null;
};

/** How a person looks at a fleet: what is left as it is when another engine is opened. */
export type Look = Pick<State, 'filter' | 'sort' | 'stopped' | 'tree' | 'wide' | 'metersOn'>;

/** How a person looks at the fleet now. */
export const lookOf = ({filter, sort, stopped, tree, wide, metersOn}: State): Look => ({
	filter,
	sort,
	stopped,
	tree,
	wide,
	metersOn,
});

/** All that the screen shows is a function of this. */
export type State = {
	readonly model: FleetModel;
	/** Milliseconds since the epoch, moved on with events and once a minute. */
	readonly clock: number;
	readonly title: SafeText;
	readonly banner: SafeText | null;
	/** The Docker context that is open, where one can tell several apart. */
	readonly context: SafeText | null;
	/** Why there is no fleet. */
	readonly trouble: Trouble | null;

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
	/** What those containers were called that are gone while a page on them is open. */
	readonly gone: ReadonlyMap<string, SafeText>;
	/** Content of a view that is made of lines; `null` for the fleet. */
	readonly page: Page | null;
	readonly prompt: Prompt | null;
	/** In force now. */
	readonly policy: Policy | null;
	readonly waiver: {readonly rule: string; readonly container: string; readonly reason: string} | null;
	readonly toasts: readonly Toast[];

	/** `container/NAME` of variables whose value is shown. */
	readonly revealed: ReadonlySet<string>;
	/** `container/what` that is being asked of the engine. */
	readonly asking: ReadonlySet<string>;
	readonly events: readonly {readonly at: number; readonly text: SafeText; readonly id: string}[];
	/** To choose from; empty until they are asked for. */
	readonly engines: readonly EngineChoice[];
	readonly metersOn: boolean;
	readonly meters: ReadonlyMap<string, Meter>;
	readonly scans: ScanService | null;
	/** Moves on when a scan has news: whoever shows tallies reads them again. */
	readonly scanRound: number;
	readonly scanFilter: ScanFilter;
	readonly fix: FixState | null;
};
