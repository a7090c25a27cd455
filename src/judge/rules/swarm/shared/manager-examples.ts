import {type EngineFacts, known, type SwarmAnswers} from '../../../../base/index.js';

/** A manager that answers so. */
export const exampleManager = (answers: SwarmAnswers): Partial<EngineFacts> => ({swarm: 'manager', swarmAnswers: known(answers)});
