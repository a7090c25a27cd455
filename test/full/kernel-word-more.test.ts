import {morePairs} from '../on-real-engine/kernel-word-pairs/index.js';
import {tryPairs} from '../support/kernel-word.js';
import {startTriedDocker} from '../support/kernel-word-docker.js';
import {whyNoEngine} from '../support/private-engine.js';

tryPairs("the kernel's word on capabilities and nodes", morePairs, 33, (await whyNoEngine()) !== null, startTriedDocker);
