"""Statistics in space and time that carry the uncertainty of the places along.

A vague place is drawn many times within its extent (:mod:`geomap.stats.draws`), every
figure is worked out for each draw, and the result says how much of it is sure. The
draws serve the reckoning only; nothing is ever shown at a drawn point.
"""
