import type {EngineInfo} from '../../../answers/index.js';
import type {EngineFacts} from '../../../facts/index.js';

/** Raw answers of an example in which `/info` has these fields. */
export const exampleInfo = (info: EngineInfo): EngineFacts['raw'] => ({version: {}, info, networks: []});
