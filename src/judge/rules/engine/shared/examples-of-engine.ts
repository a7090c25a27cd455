import type {EngineFacts, EngineInfo} from '../../../../base/index.js';

/** Raw answers of an example in which `/info` has these fields. */
export const exampleInfo = (info: EngineInfo): EngineFacts['raw'] => ({version: {}, info, networks: []});
