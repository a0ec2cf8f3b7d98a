import { test } from "uvu";
import { testSizes } from "../../../support/sizes-fit";

testSizes();

test.run();
