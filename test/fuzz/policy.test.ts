import {fuzz} from './fuzz.js';
import {policyParsers} from './parsers/policy.js';

fuzz('policy', policyParsers);
