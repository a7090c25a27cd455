import type {Inventory} from '../inventory/inventory.js';
import type {EvidenceSource} from '../lookups/evidence-source.js';
import type {HostWatch} from '../lookups/host-watch.js';
import type {EngineWatch} from './engine-watch.js';
import type {JudgeQueue} from './judge-queue.js';
import type {Judging} from './judging.js';
import type {ModelView} from './model-view.js';

/** What a fleet is made of. Each part only knows those before it. */
export type FleetParts = {
	readonly source: EvidenceSource;
	readonly judging: Judging;
	readonly view: ModelView;
	readonly queue: JudgeQueue;
	readonly hostWatch: HostWatch;
	readonly inventory: Inventory;
	readonly watch: EngineWatch;
	/** `learnMore` of these containers, when those before are done: two that start with one image do not both search it. */
	readonly learn: (ids: Iterable<string>) => Promise<boolean>;
};
