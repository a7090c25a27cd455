import {fuzz} from './fuzz.js';
import {engineParsers} from './parsers/engine.js';

fuzz('engine', engineParsers);
