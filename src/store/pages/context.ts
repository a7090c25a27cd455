import type {FleetEntry} from '../../fleet/fleet-model.js';
import type {AssessedContainer} from '../../risk/assessment.js';
import type {Services} from '../services.js';
import type {State} from '../state.js';

/** What a page is made from. */
export type PageContext = {readonly state: State; readonly services: Services /** Columns for text. */; readonly width: number};

/** A page on one container that has been assessed. */
export type ContainerContext = PageContext & {readonly entry: FleetEntry; readonly assessed: AssessedContainer};
