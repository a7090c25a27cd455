import type {SafeText} from '../../base/index.js';
import type {AssessedContainer, FleetEntry, FleetModel, Policy, PostureChange} from '../../judge/index.js';
import type {Filter} from './filter-terms.js';
import type {FixState} from './fix-state.js';
import type {History, RecordedActivity, UsageSample} from './history.js';
import type {KeyNames} from './key-names.js';
import type {ScanFilter} from './scan-filter.js';
import type {ScanResults} from './scan-results.js';

/** Something that changed, as the terminal UI notices it. `id` and `name` are of the container, `''` where it is about the engine. */
export type FleetEvent = {
	readonly at: number;
	readonly id: string;
	readonly name: SafeText;
	readonly text: SafeText;
	/** The engine has an event for it. */
	readonly hasEvent: boolean;
};

/** A line of a container's log, secrets masked. `at` is RFC 3339. */
export type LogLine = {readonly at: string | null; readonly isError: boolean; readonly text: SafeText};

/** What was read of a log. `failed` is why reading it failed or ended early. */
export type LogState = {
	readonly id: string;
	readonly lines: readonly LogLine[];
	readonly state: 'reading' | 'following' | 'ended' | 'failed';
	readonly failed: SafeText | null;
};

/** An engine that may be opened instead of this one. */
export type EngineChoice = {
	/** Of the Docker context, as it is; `null`: the command line or the environment names the engine by its address. */
	readonly name: string | null;
	readonly shown: SafeText;
	/** Or why there is none. */
	readonly address: SafeText;
	/** It is the one that is shown now. */
	readonly open: boolean;
};

/** An earlier moment than which a container is worse now: the saved baseline, or what was recorded a day ago. */
export type WorseThan = {
	/** `the baseline of 2026-11-28 10:15Z` */
	readonly reference: SafeText;
	/** Whether that moment has the container at all. */
	readonly isThere: boolean;
	readonly change: PostureChange;
};

/** All that pages are made from: the same values make the same page. */
export type PageState = {
	readonly model: FleetModel;
	/** Milliseconds since the epoch, moved on with events and once a minute; of a replay, the moment it was recorded. */
	readonly clock: number;
	/** The same by the clock of this machine, also for a replay; moved on with news of scans too. */
	readonly now: number;
	/** What those containers were called that are gone while a page on them is open. */
	readonly gone: ReadonlyMap<string, SafeText>;
	/** In force now. */
	readonly policy: Policy | null;
	/** `container/index` of variables whose value is shown. */
	readonly revealed: ReadonlySet<string>;
	/** `container/what` that is being asked of the engine. */
	readonly asking: ReadonlySet<string>;
	/** Newest first. */
	readonly events: readonly FleetEvent[];
	/** `null` until it is loaded, and of a recorded fleet. */
	readonly history: History | null;
	/** By container, oldest first: of those whose Runtime tab was open or whose meters run. */
	readonly usage: ReadonlyMap<string, readonly UsageSample[]>;
	/** Of the container whose Runtime tab is open. */
	readonly recorded: RecordedActivity | null;
	/** What the Events page showed when it was paused; `null` while it goes on. */
	readonly paused: Pick<PageState, 'history' | 'events'> | null;
	/** The selected event stays selected, also the first one; otherwise the first line is the newest event. */
	readonly eventsHeld: boolean;
	/** Of the Events page. */
	readonly eventFilter: Filter;
	/** The log that the Logs tab shows; `null` while it is not open. */
	readonly log: LogState | null;
	/** The last lines of some containers, by id: of those whose overview was shown. */
	readonly logEnds: ReadonlyMap<string, LogState>;
	/** Whether this run can read logs. */
	readonly hasLogs: boolean;
	/** To choose from; empty until they are asked for. */
	readonly engines: readonly EngineChoice[];
	/** `null` until they are loaded. */
	readonly scans: ScanResults | null;
	/** Moves on when a scan has news: tallies are read again. */
	readonly scanRound: number;
	readonly scanFilter: ScanFilter;
	readonly fix: FixState | null;
	/** The containers with a finding that is new or more severe than at an earlier moment, by id. */
	readonly worse: ReadonlyMap<string, readonly WorseThan[]>;
	/** Whether this run has scans, kept or new. */
	readonly canScan: boolean;
	/** Whether this run makes plans for the Fix page. */
	readonly canHarden: boolean;
	readonly keyNames: KeyNames;
};

/** What a page is made from. */
export type PageContext = {
	readonly state: PageState;
	/** The question before a rehearsal is asked. */
	readonly asksConsent: boolean;
	/** Columns for text. */
	readonly width: number;
};

/** A page on one container that has been assessed. */
export type ContainerContext = PageContext & {readonly entry: FleetEntry; readonly assessed: AssessedContainer};
