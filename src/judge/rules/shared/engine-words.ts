import type {EngineFacts} from '../../../base/index.js';

/** The program of the engine's command line: what is right for one is refused by the other. */
export const program = ({kind}: Pick<EngineFacts, 'kind'>): string => kind;

/** What a text says on the engine that it is about. */
export const onEngine = ({kind}: Pick<EngineFacts, 'kind'>, words: {readonly docker: string; readonly podman: string}): string =>
	words[kind];
