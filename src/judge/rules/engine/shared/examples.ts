import type {EngineInfo} from '../../../../base/answers/index.js';
import type {EngineFacts} from '../../../../base/facts/index.js';

/** Raw answers of an example in which `/info` has these fields. */
export const exampleInfo = (info: EngineInfo): EngineFacts['raw'] => ({version: {}, info, networks: []});
