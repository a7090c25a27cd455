import {known, type SwarmAnswers} from '../../../../base/answers/index.js';
import type {EngineFacts} from '../../../../base/facts/index.js';

/** A manager that answers so. */
export const exampleManager = (answers: SwarmAnswers): Partial<EngineFacts> => ({swarm: 'manager', swarmAnswers: known(answers)});
