import type {ContainerFacts} from './container-facts.js';
import type {EngineFacts} from './engine-facts.js';

/** Also where only the container's own answer is there: its default capabilities are then Podman's. */
export const isPodman = ({capabilities}: ContainerFacts, {kind}: Pick<EngineFacts, 'kind'>): boolean =>
	kind === 'podman' || !capabilities.default.has('NET_RAW');
