import {fuzz} from './fuzz.js';
import {textParsers} from './parsers/text.js';

fuzz('text', textParsers);
