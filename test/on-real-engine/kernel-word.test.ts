import {tryPairs} from '../support/kernel-word.js';
import {startTriedDocker} from '../support/kernel-word-docker.js';
import {whyNoEngine} from '../support/private-engine.js';
import {pairs} from './kernel-word-pairs/index.js';

tryPairs("the kernel's word on Docker", pairs, 70, (await whyNoEngine()) !== null, startTriedDocker);
