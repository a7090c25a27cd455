import type {HostAccess} from '../../base/index.js';
import type {FleetSource} from '../inventory/fleet-state.js';

/** Where a fleet gets its evidence from, and where it stores it. */
export type EvidenceSource = FleetSource & {
	/** The machine that dockscope runs on; used only once the engine is verified to run there too. */
	readonly host: HostAccess | null;
};
