import {fuzz} from './fuzz.js';
import {factsParsers} from './parsers/facts.js';

fuzz('facts', factsParsers);
