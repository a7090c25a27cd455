import {fuzz} from './fuzz.js';
import {hostParsers} from './parsers/host.js';

fuzz('host', hostParsers);
