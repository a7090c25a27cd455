import {fuzz} from './fuzz.js';
import {fleetParsers} from './parsers/fleet.js';

fuzz('fleet', fleetParsers);
